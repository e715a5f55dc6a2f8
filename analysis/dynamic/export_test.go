package dynamic

// TwistsFrom returns options by which twists are looked for from so many states on.
func TwistsFrom(states int, o Options) Options {
	o.twistsFrom = states
	return o
}
