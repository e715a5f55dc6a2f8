package risk

import "ninefold/analysis/faulttree/expression"

// A Model is what a file means. References are resolved: they hold the ID of what
// they refer to, which is its name where it is public, and its path of containers
// and name, joined by dots, where it is private.
type Model struct {
	Name string `json:"name,omitempty"`
	Notes
	FaultTrees        []Container       `json:"faultTrees,omitempty"`
	Data              Container         `json:"data"` // what is defined outside fault trees
	EventTrees        []EventTree       `json:"eventTrees,omitempty"`
	InitiatingEvents  []InitiatingEvent `json:"initiatingEvents,omitempty"`
	InitiatingGroups  []Reference       `json:"initiatingGroups,omitempty"` // Members are initiating events and groups
	Rules             []Rule            `json:"rules,omitempty"`
	Alignments        []Alignment       `json:"alignments,omitempty"`
	Consequences      []Consequence     `json:"consequences,omitempty"`
	ConsequenceGroups []Reference       `json:"consequenceGroups,omitempty"` // Members are consequences and groups
	ExternLibraries   []ExternLibrary   `json:"externLibraries,omitempty"`
	ExternFunctions   []ExternFunction  `json:"externFunctions,omitempty"`
	Warnings          []string          `json:"warnings,omitempty"` // what was read and has no effect

	index *index
}

// Notes document an element.
type Notes struct {
	Label      string      `json:"label,omitempty"`
	Attributes []Attribute `json:"attributes,omitempty"`
}

// An Attribute is a free note.
type Attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Type  string `json:"type,omitempty"`
}

// A Role says who sees a name; empty is that of the container.
type Role string

// The roles.
const (
	Public  Role = "public"
	Private Role = "private"
)

// A Container is a fault tree or a component.
type Container struct {
	Name string `json:"name,omitempty"`
	Role Role   `json:"role,omitempty"` // of components
	Notes
	Gates         []Gate         `json:"gates,omitempty"`
	Events        []BasicEvent   `json:"events,omitempty"`
	House         []HouseEvent   `json:"house,omitempty"`
	Parameters    []Parameter    `json:"parameters,omitempty"`
	Groups        []Group        `json:"groups,omitempty"`
	Substitutions []Substitution `json:"substitutions,omitempty"`
	Components    []Container    `json:"components,omitempty"`
}

// An Identity is how an element is named.
type Identity struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role Role   `json:"role,omitempty"`
	Notes
}

// A Gate is an intermediate event.
type Gate struct {
	Identity
	Formula Formula `json:"formula"`
}

// A BasicEvent is a leaf.
type BasicEvent struct {
	Identity
	Expr *expression.Expr `json:"expr,omitempty"` // its probability; nil where the file gives none
}

// A HouseEvent is a constant with a name.
type HouseEvent struct {
	Identity
	State bool `json:"state"`
}

// A Parameter is a named expression.
type Parameter struct {
	Identity
	Unit expression.Unit `json:"unit,omitempty"`
	Expr expression.Expr `json:"expr"`
}

// A Formula is a Boolean expression over events.
type Formula struct {
	Op    string    `json:"op"`              // and, or, …; gate, basic-event, house-event; constant
	Ref   string    `json:"ref,omitempty"`   // ID of the gate or event
	Value bool      `json:"value,omitempty"` // of a constant
	Min   int       `json:"min,omitempty"`   // of atleast and cardinality
	Max   int       `json:"max,omitempty"`   // of cardinality
	Args  []Formula `json:"args,omitempty"`
}

// A Group is events with common causes.
type Group struct {
	Name  string `json:"name"`
	Model string `json:"model"` // beta-factor, MGL, alpha-factor or phi-factor
	Notes
	Members      []string        `json:"members"` // IDs of basic events
	Distribution expression.Expr `json:"distribution"`
	Factors      []Factor        `json:"factors"` // by increasing level
}

// A Factor is the number for one level: how many members fail together.
type Factor struct {
	Level int             `json:"level"`
	Expr  expression.Expr `json:"expr"`
}

// A Substitution says that cut sets for which Hypothesis holds have Source
// replaced by Target. Without a source it is the constraint that Hypothesis
// implies Target.
type Substitution struct {
	Name string `json:"name,omitempty"`
	Type string `json:"type,omitempty"`
	Notes
	Hypothesis Formula  `json:"hypothesis"`
	Source     []string `json:"source,omitempty"` // IDs of basic events
	Target     []string `json:"target,omitempty"` // IDs of basic events
	Constant   *bool    `json:"constant,omitempty"`
}

// A Reference is a named list of names.
type Reference struct {
	Name string `json:"name"`
	Notes
	EventTree string   `json:"eventTree,omitempty"`
	Members   []Member `json:"members"`
}

// A Member is a name in a list, with the element it is written as.
type Member struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// A Consequence is a sequence that follows from an initiating event.
type Consequence struct {
	Name string `json:"name"`
	Notes
	InitiatingEvent string `json:"initiatingEvent"`
	Sequence        string `json:"sequence"`
}

// An InitiatingEvent begins the sequences of an event tree.
type InitiatingEvent struct {
	Name string `json:"name"`
	Notes
	EventTree    string           `json:"eventTree,omitempty"`
	Expr         *expression.Expr `json:"expr,omitempty"` // its frequency or probability
	Collected    *Formula         `json:"collected,omitempty"`
	Instructions []Instruction    `json:"instructions,omitempty"`
}

// An EventTree is the sequences that may follow an initiating event.
type EventTree struct {
	Name string `json:"name"`
	Notes
	FunctionalEvents []Named     `json:"functionalEvents,omitempty"`
	Sequences        []Rule      `json:"sequences,omitempty"` // with what is done at their end
	Branches         []NamedPart `json:"branches,omitempty"`
	Initial          Branch      `json:"initial"`
}

// Named is a name with notes.
type Named struct {
	Name string `json:"name"`
	Notes
}

// A Rule is a named list of instructions.
type Rule struct {
	Name string `json:"name"`
	Notes
	Instructions []Instruction `json:"instructions,omitempty"`
}

// A NamedPart is a branch that others may refer to.
type NamedPart struct {
	Name string `json:"name"`
	Notes
	Branch Branch `json:"branch"`
}

// A Branch is what is done, then a fork, or else where it ends.
type Branch struct {
	Instructions []Instruction `json:"instructions,omitempty"`
	Fork         *Fork         `json:"fork,omitempty"`
	Sequence     string        `json:"sequence,omitempty"`
	Branch       string        `json:"branch,omitempty"`
}

// A Fork has a path for each state of a functional event.
type Fork struct {
	FunctionalEvent string `json:"functionalEvent"`
	Paths           []Path `json:"paths"`
}

// A Path is what follows from one state.
type Path struct {
	State  string `json:"state"`
	Branch Branch `json:"branch"`
}

// An Instruction is a step on the way along a sequence.
type Instruction struct {
	Op        string           `json:"op"`             // the name of the element
	Name      string           `json:"name,omitempty"` // of what is set, of the rule or event tree
	Direction string           `json:"direction,omitempty"`
	State     bool             `json:"state,omitempty"` // of set-house-event
	Formula   *Formula         `json:"formula,omitempty"`
	Expr      *expression.Expr `json:"expr,omitempty"`
	Body      []Instruction    `json:"body,omitempty"` // of block; of if: then, else
}

// An ExternLibrary is a file of programs that a model names, after an extension of
// the format. It is kept and never loaded.
type ExternLibrary struct {
	Name string `json:"name"`
	Notes
	Path     string `json:"path"`
	System   string `json:"system,omitempty"` // true or false, as it is written
	Decorate string `json:"decorate,omitempty"`
}

// An ExternFunction is a program in a library. It is kept and never run: an
// expression that uses one is refused.
type ExternFunction struct {
	Name string `json:"name"`
	Notes
	Symbol  string   `json:"symbol"`
	Library string   `json:"library"`
	Types   []string `json:"types,omitempty"` // of the result, then the arguments
}

// An Alignment is the phases of a mission.
type Alignment struct {
	Name string `json:"name"`
	Notes
	Phases []Phase `json:"phases"`
}

// A Phase is a share of the mission time in which instructions apply.
type Phase struct {
	Name string `json:"name"`
	Notes
	TimeFraction float64       `json:"timeFraction"`
	Instructions []Instruction `json:"instructions,omitempty"`
}
