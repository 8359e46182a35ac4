/** What a port is for, of a component that has several: `TEMPORAL_UI_PORT` of temporal is `ui`. Empty for the one that is named after the component. */
export function purposeOf(component: string, port: string): string {
  const own = component.toUpperCase().replaceAll('-', '_');
  const rest = port.replace(/_?PORT$/, '');
  return (rest.startsWith(own) ? rest.slice(own.length) : rest).replace(/^_/, '').toLowerCase().replaceAll('_', ' ');
}

/** Whether an address is one of that port. */
export function leadsTo(address: string | undefined, port: number): boolean {
  return address !== undefined && URL.canParse(address) && new URL(address).port === String(port);
}
