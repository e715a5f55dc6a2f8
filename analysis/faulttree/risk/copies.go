package risk

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"ninefold/analysis/faulttree/expression"
)

// name returns the ID that an element of the model has in a flavor: that of a copy
// where it is not what it is without.
func (r *resolver) name(f *flavor, id string) string {
	if f == r.plain {
		return id
	}
	if name, ok := f.named[id]; ok {
		if name == "" {
			r.faults = append(r.faults, fmt.Errorf("risk: set-gate makes gate %q depend on itself", id))
		}
		return name
	}
	f.named[id] = "" // while it is open
	name := id
	if e, ok := r.probability(f, id); ok {
		name = r.eventName(f, id, e)
	} else if formula := r.formula(f, id); formula != nil {
		name = r.gateName(f, id, formula)
	} else if state := r.state(f, id); state != r.state(r.plain, id) {
		name = r.copyOf(id, strconv.FormatBool(state))
	}
	f.named[id] = name
	return name
}

// copyOf returns the ID of the copy that says something.
func (r *resolver) copyOf(id, says string) string {
	key := [2]string{id, says}
	name, ok := r.copies[key]
	if !ok {
		r.counts[id]++
		name = id + "@" + strconv.Itoa(r.counts[id])
		for r.has(name) {
			name += "'"
		}
		r.copies[key] = name
	}
	return name
}

func (r *resolver) gateName(f *flavor, id string, formula *Formula) string {
	before := r.formula(r.plain, id)
	different := formula != before
	formula.refs(func(ref string) { different = different || r.name(f, ref) != ref })
	if !different {
		return id
	}
	says := r.says(f, *formula)
	if before != nil && says == r.says(r.plain, *before) {
		return id
	}
	return r.copyOf(id, says)
}

// says returns a text that is the same for the same formula over the same copies.
func (r *resolver) says(f *flavor, formula Formula) string {
	var out strings.Builder
	var write func(x Formula)
	write = func(x Formula) {
		name := ""
		if x.Ref != "" {
			name = r.name(f, x.Ref)
		}
		_, _ = fmt.Fprintf(&out, "%s %q %t %d %d (", x.Op, name, x.Value, x.Min, x.Max)
		for _, a := range x.Args {
			write(a)
		}
		_ = out.WriteByte(')')
	}
	write(formula)
	return out.String()
}

func (r *resolver) eventName(f *flavor, id string, e *expression.Expr) string {
	before, there := r.probability(r.plain, id)
	if e == nil || there && before != nil && r.same(f, *e, *before) {
		return id
	}
	return r.copyOf(id, fmt.Sprintf("%#v", r.expr(f.setting, f, *e)))
}

// same reports whether an expression in a flavor is what another one is without.
func (r *resolver) same(f *flavor, e, before expression.Expr) bool {
	in, different := r.rewrite(f.setting, f, e)
	if !different && reflect.DeepEqual(e, before) {
		return true
	}
	return reflect.DeepEqual(in, r.expr(nowhere, r.plain, before))
}

// nowhere is where all tests are false.
var nowhere = &setting{}

// param returns what a parameter is called in a flavor, and makes the copy where it
// is another one.
func (r *resolver) param(f *flavor, name string) string {
	before, ok := r.system[name]
	if f == r.plain || !ok {
		return name
	}
	if known, ok := f.params[name]; ok {
		if known == nil {
			r.faults = append(r.faults, fmt.Errorf("risk: set-parameter makes parameter %q depend on itself", name))
			return name
		}
		return *known
	}
	f.params[name] = nil
	e := before.Expr
	if set := f.setting.params[name]; set != nil {
		e = *set
	}
	as := name
	if !r.same(f, e, before.Expr) {
		in := r.expr(f.setting, f, e)
		key := [2]string{"parameter " + name, fmt.Sprintf("%#v", in)}
		if as, ok = r.copies[key]; !ok {
			r.counts[key[0]]++
			as = name + "@" + strconv.Itoa(r.counts[key[0]])
			for _, taken := r.system[as]; taken; _, taken = r.system[as] {
				as += "'"
			}
			r.copies[key] = as
			r.define(as, expression.Definition{Expr: in, Unit: before.Unit})
		}
	}
	f.params[name] = &as
	return as
}

// expr returns an expression as it is in a setting, of that flavor: with tests, and
// what they decide, decided, and with copies for the parameters that are different.
func (r *resolver) expr(s *setting, f *flavor, e expression.Expr) expression.Expr {
	e, _ = r.rewrite(s, f, e)
	return e
}

func (r *resolver) rewrite(s *setting, f *flavor, e expression.Expr) (_ expression.Expr, different bool) {
	switch {
	case isTest(e):
		return boolean(s.truth(e)), true
	case e.Op == expression.Parameter:
		name := r.param(f, e.Name)
		different = name != e.Name
		e.Name = name
	}
	for i, a := range e.Args {
		b, other := r.rewrite(s, f, a)
		if !other {
			continue
		}
		if !different {
			e.Args = slices.Clone(e.Args)
			different = true
		}
		e.Args[i] = b
	}
	if different {
		e = decided(e)
	}
	return e, different
}

func boolean(v bool) expression.Expr {
	e := expression.Expr{Op: expression.Bool}
	if v {
		e.Value = 1
	}
	return e
}

// known returns the value of a constant.
func known(e expression.Expr) (value, ok bool) {
	ok = e.Op == expression.Bool || e.Op == expression.Int || e.Op == expression.Number
	return e.Value != 0, ok
}

// decided returns what an expression is where constants decide it.
func decided(e expression.Expr) expression.Expr {
	switch e.Op {
	case expression.Not:
		if v, ok := known(e.Args[0]); ok {
			return boolean(!v)
		}
	case expression.And, expression.Or:
		all := true
		for _, a := range e.Args {
			v, ok := known(a)
			if ok && v == (e.Op == expression.Or) {
				return boolean(v)
			}
			all = all && ok
		}
		if all {
			return boolean(e.Op == expression.And)
		}
	case expression.Ite:
		if v, ok := known(e.Args[0]); ok && v {
			return e.Args[1]
		} else if ok {
			return e.Args[2]
		}
	case expression.Switch:
		for i, c := range e.Args {
			if i == len(e.Args)-1 {
				return c
			}
			v, ok := known(c.Args[0])
			if !ok {
				return expression.Of(expression.Switch, e.Args[i:]...)
			}
			if v {
				return c.Args[1]
			}
		}
	}
	return e
}
