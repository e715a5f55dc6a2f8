package faulttree

import "ninefold/analysis/internal/bdd"

// Len returns the number of nodes.
func (d *Diagram) Len() int { return d.flat.Len() }

// Sensitivity makes all passes that the importances take, that for FussellVesely
// excepted.
func (d *Diagram) Sensitivity(p []float64) bdd.Sensitivity {
	return d.flat.Sensitivity(byLevel(d, p), []float64{1})
}
