package lifedata

import (
	"fmt"
	"math"

	"ninefold/analysis/dist"
)

// A Family is a kind of distribution to fit.
type Family string

// The families. Weibull3 has a shift; GumbelMin is of smallest values and
// GumbelMax of largest; ModifiedWeibull has a bathtub hazard.
const (
	Exponential     Family = "exponential"
	Weibull         Family = "weibull"
	Weibull3        Family = "weibull3"
	Lognormal       Family = "lognormal"
	Normal          Family = "normal"
	Gamma           Family = "gamma"
	GumbelMin       Family = "gumbelMin"
	GumbelMax       Family = "gumbelMax"
	Loglogistic     Family = "loglogistic"
	ModifiedWeibull Family = "modifiedWeibull"
)

// Families returns all families.
func Families() []Family {
	return []Family{Exponential, Weibull, Weibull3, Lognormal, Normal, Gamma, GumbelMin, GumbelMax, Loglogistic, ModifiedWeibull}
}

// A form says how a family of location and scale is made of a kernel.
type form struct {
	kernel kernel
	log    bool // of the logarithm of hours
	fixed  bool // sigma is 1
	life   func(mu, sigma float64) dist.Lifetime
	// The parameters by name, as the distribution has them.
	location, scale parameter
}

// A parameter is one of a distribution, as a function of a working coordinate: the
// location, or the logarithm of the scale.
type parameter struct {
	name string
	of   func(c float64) float64
}

func same(c float64) float64       { return c }
func reciprocal(c float64) float64 { return math.Exp(-c) }

var (
	location = parameter{"mu", same}
	spread   = parameter{"sigma", math.Exp}
)

var forms = map[Family]form{
	Exponential: {smallest{}, true, true,
		func(mu, _ float64) dist.Lifetime { return dist.Exponential{MTTF: math.Exp(mu)} },
		parameter{"mttf", math.Exp}, parameter{}},
	Weibull: {smallest{}, true, false,
		func(mu, sigma float64) dist.Lifetime { return dist.Weibull{Shape: 1 / sigma, Scale: math.Exp(mu)} },
		parameter{"scale", math.Exp}, parameter{"shape", reciprocal}},
	Lognormal: {gaussian{}, true, false,
		func(mu, sigma float64) dist.Lifetime { return dist.Lognormal{Mu: mu, Sigma: sigma} }, location, spread},
	Normal: {gaussian{}, false, false,
		func(mu, sigma float64) dist.Lifetime { return dist.Normal{Mu: mu, Sigma: sigma} }, location, spread},
	GumbelMin: {smallest{}, false, false,
		func(mu, sigma float64) dist.Lifetime { return dist.GumbelMin{Mu: mu, Sigma: sigma} }, location, spread},
	GumbelMax: {largest{}, false, false,
		func(mu, sigma float64) dist.Lifetime { return dist.GumbelMax{Mu: mu, Sigma: sigma} }, location, spread},
	Loglogistic: {logistic{}, true, false,
		func(mu, sigma float64) dist.Lifetime { return dist.Loglogistic{Scale: math.Exp(mu), Shape: 1 / sigma} },
		parameter{"scale", math.Exp}, parameter{"shape", reciprocal}},
}

// parameters returns how many a family has, 0 for one that is not known.
func (f Family) parameters() int {
	switch f {
	case Exponential:
		return 1
	case Weibull3, ModifiedWeibull:
		return 3
	case Gamma:
		return 2
	}
	if _, ok := forms[f]; ok {
		return 2
	}
	return 0
}

// Validate refuses a family that is not known.
func (f Family) Validate() error {
	if f.parameters() == 0 {
		return fmt.Errorf("lifedata: family %q is not one of %v", string(f), Families())
	}
	return nil
}
