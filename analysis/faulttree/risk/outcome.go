package risk

import (
	"context"
	"fmt"
	"strconv"

	"ninefold/analysis/faulttree"
)

// Outcomes say how often the sequences of a model, and what they lead to, happen:
// per unit of time where initiating events have frequencies, per demand where they
// have probabilities.
type Outcomes struct {
	Sequences         []SequenceOutcome `json:"sequences" nullable:"false"`
	EndStates         []Outcome         `json:"endStates" nullable:"false"`         // by name, after any initiating event
	InitiatingEvents  []Outcome         `json:"initiatingEvents" nullable:"false"`  // end states after each initiating event
	InitiatingGroups  []Outcome         `json:"initiatingGroups" nullable:"false"`  // end states after those in each group
	Consequences      []Outcome         `json:"consequences" nullable:"false"`      //
	ConsequenceGroups []Outcome         `json:"consequenceGroups" nullable:"false"` //
}

// A SequenceOutcome is how often one sequence happens.
type SequenceOutcome struct {
	Sequence
	Probability float64 `json:"probability"` // of what was collected on the way
	Frequency   float64 `json:"frequency"`   // that times the factor
}

// An Outcome is how often some of the sequences happen.
//
// Sum is the sum of their frequencies. It counts twice what is in two of them,
// which it is where success collects no complement of failure. Frequency counts it
// once: of sequences whose factor is the same expressions, collected at the same
// places, it has the probability that one of them happens. Sequences with other
// factors exclude each other, for then a fork between them splits by expressions.
// Where a model has forks in which one path collects an expression and the other
// does not, they may not: Frequency is an upper bound then. It is never above Sum.
type Outcome struct {
	Name            string  `json:"name"`                      // of the end state, consequence or group of them
	InitiatingEvent string  `json:"initiatingEvent,omitempty"` // or group of them; empty for all
	Frequency       float64 `json:"frequency"`
	Sum             float64 `json:"sum"`
	Sequences       []int   `json:"sequences,omitempty"` // places in Outcomes.Sequences
}

// Outcomes quantifies all sequences of the model, what they end in, and its
// consequences. The sequences of an initiating event are compiled to one diagram;
// opt is for each of these. A consequence is the ways from its initiating event that
// end in its sequence or go on from there in another event tree; of a group every
// way counts once.
//
// It returns the errors of [Model.Sequences] and [Model.SequenceTrees],
// [faulttree.ErrTooLarge], or the error of ctx.
func (m *Model) Outcomes(ctx context.Context, at At, opt faulttree.Options) (Outcomes, error) {
	sequences, err := m.Sequences(at)
	if err != nil {
		return Outcomes{}, err
	}
	q := quantifier{model: m, at: at, opt: opt, sequences: sequences, union: map[string]float64{}}
	lists := m.lists(sequences)
	q.arrange(lists)
	for first := 0; first < len(sequences); {
		next := first + 1
		for next < len(sequences) && q.first[next] == first {
			next++
		}
		if err := q.quantify(ctx, first, next); err != nil {
			return Outcomes{}, err
		}
		first = next
	}
	for _, list := range lists {
		for i := range list {
			q.fill(&list[i])
		}
	}
	return Outcomes{q.found, lists[0], lists[1], lists[2], lists[3], lists[4]}, nil
}

// A quantifier finds how often sequences and sets of them happen.
type quantifier struct {
	model     *Model
	at        At
	opt       faulttree.Options
	sequences []Sequence
	first     []int           // of the sequences after the same initiating event
	blocks    []string        // of sequences: the same for those with the same factor
	wanted    map[int][][]int // sets to unite, by the first after their initiating event
	found     []SequenceOutcome
	union     map[string]float64 // probability that one of a set happens
}

// arrange finds out which sets of sequences to unite.
func (q *quantifier) arrange(lists [5][]Outcome) {
	q.found, q.wanted = []SequenceOutcome{}, map[int][][]int{}
	first := 0
	for i, s := range q.sequences {
		if s.InitiatingEvent != q.sequences[first].InitiatingEvent {
			first = i
		}
		q.first = append(q.first, first)
		q.blocks = append(q.blocks, strconv.Itoa(first)+" "+s.block())
	}
	for _, list := range lists {
		for _, o := range list {
			for _, ways := range q.apart(o.Sequences) {
				key := fmt.Sprint(ways)
				if _, known := q.union[key]; !known && len(ways) > 1 {
					q.union[key] = 0
					q.wanted[q.first[ways[0]]] = append(q.wanted[q.first[ways[0]]], ways)
				}
			}
		}
	}
}

// block is the same for sequences after one initiating event whose factors are the
// same expressions, and not only equal.
func (s Sequence) block() string {
	key := strconv.AppendFloat(nil, s.Factor, 'x', -1, 64)
	for _, t := range s.terms {
		key = strconv.AppendInt(append(key, ' '), int64(t.number), 10)
	}
	return string(key)
}

// apart parts sequences into those of the same block.
func (q *quantifier) apart(ways []int) [][]int {
	var parts [][]int
	at := map[string]int{}
	for _, i := range ways {
		j, ok := at[q.blocks[i]]
		if !ok {
			j = len(parts)
			at[q.blocks[i]] = j
			parts = append(parts, nil)
		}
		parts[j] = append(parts[j], i)
	}
	return parts
}

// quantify compiles the sequences from first up to next, which have the same
// initiating event, and the unions of them that are wanted.
func (q *quantifier) quantify(ctx context.Context, first, next int) error {
	linked, err := q.model.SequenceTrees(q.sequences[first:next], q.at)
	if err != nil {
		return err
	}
	tree, tops := linked.Tree, linked.Tops
	taken := map[string]bool{}
	for _, g := range tree.Gates {
		taken[g.ID] = true
	}
	for i, ways := range q.wanted[first] {
		g := faulttree.Gate{ID: "union " + strconv.Itoa(i+1), Op: faulttree.Or}
		for taken[g.ID] {
			g.ID += "'"
		}
		for _, w := range ways {
			g.Inputs = append(g.Inputs, linked.Tops[w-first])
		}
		tree.Gates = append(tree.Gates, g)
		tops = append(tops, g.ID)
	}
	d, err := faulttree.Compile(ctx, tree, tops, q.opt)
	if err != nil {
		return fmt.Errorf("risk: sequences after %q: %w", q.sequences[first].InitiatingEvent, err)
	}
	p, _ := tree.Parameters(d.Events())
	probability := d.Probability(p)
	for i, s := range q.sequences[first:next] {
		q.found = append(q.found, SequenceOutcome{s, probability[i], s.Factor * probability[i]})
	}
	for i, ways := range q.wanted[first] {
		q.union[fmt.Sprint(ways)] = probability[next-first+i]
	}
	return nil
}

// fill adds up the frequencies of an outcome.
func (q *quantifier) fill(o *Outcome) {
	for _, i := range o.Sequences {
		o.Sum += q.found[i].Frequency
	}
	for _, ways := range q.apart(o.Sequences) {
		if len(ways) == 1 {
			o.Frequency += q.found[ways[0]].Frequency
		} else {
			o.Frequency += float64(q.sequences[ways[0]].Factor * q.union[fmt.Sprint(ways)])
		}
	}
	o.Frequency = min(o.Frequency, o.Sum)
}
