//go:build race

package network

const raced = true
