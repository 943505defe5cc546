import './backplane-outage.spec.ts';
