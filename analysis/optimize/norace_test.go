//go:build !race

package optimize

const raceDetector = false
