package dynamic

// TwistsFrom returns options by which twists are looked for from so many states on.
func (o Options) TwistsFrom(states int) Options {
	o.twistsFrom = states
	return o
}
