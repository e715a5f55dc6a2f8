/** The pages of the top navigation, in order; key is the letter after g. */
export const sections = [
  {path: '/overview', title: 'Overview', key: 'o'},
  {path: '/slos', title: 'SLOs', key: 's'},
  {path: '/risks', title: 'Risks', key: 'r'},
  {path: '/topology', title: 'Topology', key: 't'},
  {path: '/models', title: 'Models', key: 'm'},
  {path: '/incidents', title: 'Incidents', key: 'i'},
  {path: '/what-if', title: 'What-if', key: 'w'},
  {path: '/policy', title: 'Policy', key: 'p'},
  {path: '/reports', title: 'Reports', key: 'e'},
  {path: '/data', title: 'Data', key: 'd'},
] as const
