/** What can send the load. Apart from what it takes to do so, which is loaded when it is needed. */
export const driverNames = ['artillery', 'k6'] as const;
export type DriverName = (typeof driverNames)[number];
