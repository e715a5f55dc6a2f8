package store

import "time"

// An instant is a time as columns hold it: microseconds since 1970, UTC.
type instant int64

func instantOf(t time.Time) instant { return instant(t.UnixMicro()) }

func (i instant) time() time.Time { return time.UnixMicro(int64(i)).UTC() }

func instantOrNil(t *time.Time) *instant {
	if t == nil {
		return nil
	}
	i := instantOf(*t)
	return &i
}

func timeOrNil(i *instant) *time.Time {
	if i == nil {
		return nil
	}
	t := i.time()
	return &t
}

// normal returns t as it comes back from the store, so that a record can be
// compared with its stored form.
func normal(t time.Time) time.Time { return instantOf(t).time() }

func normalOrNil(t *time.Time) *time.Time { return timeOrNil(instantOrNil(t)) }
