package main

import (
	"io"
	"os"
)

// readTable reads a CSV file. What parse says of it makes the file invalid.
func readTable[T any](path string, parse func(name string, r io.Reader) (T, error)) (T, error) {
	var none T
	file, err := os.Open(path)
	if err != nil {
		return none, readError(err)
	}
	defer func() { _ = file.Close() }() // it was only read
	rows, err := parse(path, file)
	if err != nil {
		return none, orCode(exitInvalid, err)
	}
	return rows, nil
}
