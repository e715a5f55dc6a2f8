package faulttree

// Len returns the number of nodes.
func (d *Diagram) Len() int { return d.flat.Len() }

// Measures is Importances without Fussell–Vesely.
func (d *Diagram) Measures(p []float64) { d.measures(p, []float64{1}) }

// Passes makes the passes that Measures takes, without writing anything down.
func (d *Diagram) Passes(p []float64) { d.flat.Sensitivity(byLevel(d, p), []float64{1}) }
