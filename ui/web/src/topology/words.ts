const kinds: Record<string, string> = {
  dataCentre: 'data centre',
  certificateAuthority: 'certificate authority',
  dns: 'DNS',
  configPipeline: 'config pipeline',
  controlPlane: 'control plane',
  vm: 'virtual machine',
  other: 'shared',
}

/** The kind of a domain or service in words. */
export function kindWords(kind: string | undefined): string {
  return kinds[kind ?? ''] ?? kind ?? 'microservice'
}

/** A domain's or a service's title, or its ID where it has none. */
export function titleOf({id, title}: {id: string; title?: string}): string {
  return title || id
}

/** “1 service”, “3 services” */
export function counted(n: number, noun: string): string {
  return `${n.toLocaleString('en-GB')} ${noun}${n === 1 ? '' : 's'}`
}
