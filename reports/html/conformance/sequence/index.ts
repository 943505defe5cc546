/** The frames of a check as a sequence diagram: a lifeline for everybody and one for the server. */
export { sequenceDiagram } from './diagram.ts';
