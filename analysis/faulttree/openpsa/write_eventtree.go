package openpsa

import (
	"strconv"

	"ninefold/analysis/faulttree/risk"
)

func (w *writer) rule(element string, r risk.Rule) {
	w.in(element, attrs{"name", r.Name}, r.Notes, func() { w.instructions(r.Instructions) })
}

func (w *writer) initiatingEvent(e risk.InitiatingEvent) {
	w.in("define-initiating-event", attrs{"name", e.Name, "event-tree", e.EventTree}, e.Notes, func() {
		if e.Expr != nil {
			w.expr(*e.Expr, scope{})
		}
		if e.Collected != nil {
			w.formula(*e.Collected, scope{})
		}
		w.instructions(e.Instructions)
	})
}

func (w *writer) eventTree(t risk.EventTree) {
	w.in("define-event-tree", attrs{"name", t.Name}, t.Notes, func() {
		for _, f := range t.FunctionalEvents {
			w.in("define-functional-event", attrs{"name", f.Name}, f.Notes, func() {})
		}
		for _, s := range t.Sequences {
			w.rule("define-sequence", s)
		}
		for _, b := range t.Branches {
			w.in("define-branch", attrs{"name", b.Name}, b.Notes, func() { w.branch(b.Branch) })
		}
		w.in("initial-state", nil, risk.Notes{}, func() { w.branch(t.Initial) })
	})
}

func (w *writer) branch(b risk.Branch) {
	w.instructions(b.Instructions)
	switch {
	case b.Fork != nil:
		w.in("fork", attrs{"functional-event", b.Fork.FunctionalEvent}, risk.Notes{}, func() {
			for _, p := range b.Fork.Paths {
				w.in("path", attrs{"state", p.State}, risk.Notes{}, func() { w.branch(p.Branch) })
			}
		})
	case b.Sequence != "":
		w.leaf("sequence", attrs{"name", b.Sequence})
	default:
		w.leaf("branch", attrs{"name", b.Branch})
	}
}

func (w *writer) instructions(list []risk.Instruction) {
	for _, i := range list {
		w.in(i.Op, attrs{"name", i.Name, "direction", i.Direction}, risk.Notes{}, func() {
			if i.Op == "set-house-event" {
				w.constant(i.State)
			}
			if i.Formula != nil {
				w.formula(*i.Formula, scope{})
			}
			if i.Expr != nil {
				w.expr(*i.Expr, scope{})
			}
			w.instructions(i.Body)
		})
	}
}

func (w *writer) alignment(a risk.Alignment) {
	w.in("define-alignment", attrs{"name", a.Name}, a.Notes, func() {
		for _, p := range a.Phases {
			fraction := strconv.FormatFloat(p.TimeFraction, 'g', -1, 64)
			w.in("define-phase", attrs{"name", p.Name, "time-fraction", fraction}, p.Notes, func() { w.instructions(p.Instructions) })
		}
	})
}

func (w *writer) externs(m *risk.Model) {
	for _, l := range m.ExternLibraries {
		w.in("define-extern-library", attrs{"name", l.Name, "path", l.Path, "system", l.System, "decorate", l.Decorate}, l.Notes, func() {})
	}
	for _, f := range m.ExternFunctions {
		w.in("define-extern-function", attrs{"name", f.Name, "symbol", f.Symbol, "library", f.Library}, f.Notes, func() {
			for _, t := range f.Types {
				w.leaf(t, nil)
			}
		})
	}
}
