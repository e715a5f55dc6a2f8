package model

import (
	"go.yaml.in/yaml/v3"

	"ninefold/analysis/dist"
	"ninefold/analysis/rbd/blocks"
)

func (p *parser) component(n *yaml.Node, at string) (c blocks.Part) {
	once := func(into **float64, of func(float64) float64) func(*yaml.Node) {
		return func(n *yaml.Node) {
			var x float64
			if *into != nil {
				p.reportf(n, "unavailability is given twice")
			}
			p.number(&x)(n)
			x = of(x)
			*into = &x
		}
	}
	life := func(into *dist.Lifetime, place, both string, read func(*yaml.Node) dist.Lifetime) func(*yaml.Node) {
		return func(n *yaml.Node) {
			p.note(n, at+place)
			if *into != nil {
				p.reportf(n, "%s is given twice", both)
			}
			*into = read(n)
		}
	}
	p.object(n, readers{
		"id": p.text(&c.ID), "label": p.text(&c.Label),
		"unavailability": p.placed(at+".unavailability", once(&c.Unavailability, func(x float64) float64 { return x })),
		"reliability":    p.placed(at+".unavailability", once(&c.Unavailability, func(x float64) float64 { return 1 - x })),
		"mttf":           life(&c.Life, ".life", "life", p.mean),
		"life":           life(&c.Life, ".life", "life", p.lifetime),
		"mttr":           life(&c.Repair, ".repair", "repair", p.mean),
		"repair":         life(&c.Repair, ".repair", "repair", p.lifetime),
		"standby":        func(n *yaml.Node) { p.note(n, at+".standby"); c.Standby = p.standby(n, at+".standby") },
		"loadSharing":    func(n *yaml.Node) { p.note(n, at+".loadSharing"); c.Sharing = p.sharing(n, at+".loadSharing") },
	}, "id")
	return c
}

// mean reads the mean of an exponential distribution.
func (p *parser) mean(n *yaml.Node) dist.Lifetime {
	var d dist.Exponential
	p.number(&d.MTTF)(n)
	return d
}

// lifetime reads a mapping of a name to the parameters of a distribution.
func (p *parser) lifetime(n *yaml.Node) (d dist.Lifetime) {
	given := func(read func(n *yaml.Node)) func(n *yaml.Node) {
		return func(n *yaml.Node) {
			if d != nil {
				p.reportf(n, "another distribution is given")
			}
			read(n)
		}
	}
	p.object(n, readers{
		"exponential": given(func(n *yaml.Node) {
			var e dist.Exponential
			p.object(n, readers{"mttf": p.number(&e.MTTF)}, "mttf")
			d = e
		}),
		"weibull": given(func(n *yaml.Node) {
			var w dist.Weibull
			p.object(n, readers{"shape": p.number(&w.Shape), "scale": p.number(&w.Scale), "shift": p.number(&w.Shift)}, "shape", "scale")
			d = w
		}),
		"gamma": given(func(n *yaml.Node) {
			var g dist.Gamma
			p.object(n, readers{"shape": p.number(&g.Shape), "rate": p.number(&g.Rate)}, "shape", "rate")
			d = g
		}),
		"lognormal": given(func(n *yaml.Node) {
			var l dist.Lognormal
			p.object(n, readers{"mu": p.number(&l.Mu), "sigma": p.number(&l.Sigma)}, "mu", "sigma")
			d = l
		}),
		"loglogistic": given(func(n *yaml.Node) {
			var l dist.Loglogistic
			p.object(n, readers{"scale": p.number(&l.Scale), "shape": p.number(&l.Shape)}, "scale", "shape")
			d = l
		}),
	})
	if d == nil {
		p.reportf(n, "a distribution is one of exponential, weibull, gamma, lognormal and loglogistic")
	}
	return d
}

const mostCount = 100_000 // of like units

func (p *parser) standby(n *yaml.Node, at string) *blocks.Standby {
	var s blocks.Standby
	p.object(n, readers{
		"needed": p.placed(at+".needed", p.whole(&s.Needed)), "crews": p.placed(at+".crews", p.whole(&s.Crews)),
		"switchFailure": p.placed(at+".switchFailure", p.number(&s.SwitchFailure)),
		"switchRate":    p.placed(at+".switchRate", p.number(&s.SwitchRate)),
		"units": func(n *yaml.Node) {
			p.list(n, at+".units", func(n *yaml.Node, _ string) {
				var u blocks.Unit
				count := 1
				p.object(n, readers{
					"rate": p.number(&u.FailureRate), "dormancy": p.number(&u.Dormancy), "repairRate": p.number(&u.RepairRate), "count": p.whole(&count),
				}, "rate")
				if count < 1 || count > mostCount {
					p.reportf(n, "%d units are not between 1 and %d", count, mostCount)
					count = 1
				}
				for range count {
					p.note(n, placeOf(at+".units", len(s.Units)))
					s.Units = append(s.Units, u)
				}
			})
		},
	}, "units")
	return &s
}

func (p *parser) sharing(n *yaml.Node, at string) *blocks.Sharing {
	var s blocks.Sharing
	p.object(n, readers{
		"needed": p.placed(at+".needed", p.whole(&s.Needed)), "crews": p.placed(at+".crews", p.whole(&s.Crews)),
		"repairRate": p.placed(at+".repairRate", p.number(&s.RepairRate)),
		"load":       func(n *yaml.Node) { p.numbers(n, at+".load", &s.Load) },
	}, "needed", "load")
	return &s
}
