import type {components} from './schema'

type Schemas = components['schemas']

export type Assessment = Schemas['Assessment']
export type AssessmentHeader = Schemas['AssessmentHeader']
export type Cause = Schemas['Cause']
export type Estimate = Schemas['Estimate']
export type FirstScreen = Schemas['FirstScreen']
export type FMEARow = Schemas['FMEARow']
export type Incident = Schemas['Incident']
export type ModelHeader = Schemas['MeshHeader']
export type OverviewFigure = Schemas['Figure']
export type Parameter = Schemas['Parameter']
export type Recurrence = Schemas['OutageRecurrence']
export type Records = Schemas['Records']
export type RuleResult = Schemas['RuleResult']
export type Scenario = Schemas['Scenario']
export type Service = Schemas['Service']
export type SinglePoint = Schemas['SinglePoint']
export type SLO = Schemas['SLO']
export type TrendPoint = Schemas['TrendPoint']

/** The status of an estimate; absent where it has no verdict. */
export type Status = NonNullable<Estimate['status']>
