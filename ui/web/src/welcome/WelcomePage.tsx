import {Page} from '../parts/Page'

const steps = [
  {
    title: 'Open an example',
    text: 'An invented payments mesh of a bank, with two years of incidents and three improvements to compare.',
    command: 'make demo',
  },
  {
    title: 'Import a mesh',
    text: 'Reads Kubernetes and Istio files, and keeps the evidence of every dependency it finds.',
    command: 'ninefold discover --dir DIR -o yaml > mesh.yaml && ninefold analyze --save mesh.yaml',
  },
  {
    title: 'Import incidents',
    text: 'Reads CSV or JSON. Every row is accepted, or listed with the reason why not.',
    command: 'ninefold import incidents FILE',
  },
]

/** The first steps. Shows no figure, for there is none. */
export default function WelcomePage() {
  return (
    <Page
      title="Welcome to Ninefold"
      intro="Nothing has been analysed yet. Begin in one of three ways; this page gives way to the overview once there is an assessment."
    >
      <div className="cards">
        {steps.map(({title, text, command}) => (
          <section key={title} className="panel">
            <h2>{title}</h2>
            <p className="muted">{text}</p>
            <p>
              <code>{command}</code>
            </p>
          </section>
        ))}
      </div>
    </Page>
  )
}
