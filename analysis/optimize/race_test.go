//go:build race

package optimize

// raceDetector makes searches some ten times slower.
const raceDetector = true
