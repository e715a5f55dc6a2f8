package faulttree_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"ninefold/analysis/faulttree"
	"ninefold/analysis/faulttree/openpsa"
	"ninefold/analysis/faulttree/risk"
)

// TestNestedFormulasAreAccepted: formulas within formulas, inputs named twice and
// votes for all refused though the format has them (seen in SCRAM 0.16.2).
func TestNestedFormulasAreAccepted(t *testing.T) {
	const file = `<opsa-mef><define-fault-tree name="tree">
<define-gate name="top"><or>
  <and><event name="a"/><or><event name="b"/><not><event name="c"/></not><event name="b"/></or></and>
  <atleast min="2"><event name="b"/><and><event name="c"/><event name="c"/></and></atleast>
</or></define-gate>
<define-basic-event name="a"><float value="0.1"/></define-basic-event>
<define-basic-event name="b"><float value="0.2"/></define-basic-event>
<define-basic-event name="c"><float value="0.3"/></define-basic-event>
</define-fault-tree></opsa-mef>`
	m, err := openpsa.Parse("nested.xml", strings.NewReader(file), openpsa.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := m.Tree("top", risk.At{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := faulttree.Analyze(context.Background(), tree, faulttree.Options{})
	// Given c, b; given not c, a: 0.3·0.2 + 0.7·0.1.
	if err != nil || math.Abs(r.Top-0.13) > 1e-15 {
		t.Errorf("%g, want 0.13 (%v)", r.Top, err)
	}
}
