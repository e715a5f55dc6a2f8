//go:build !race

package faulttree

const raced = false
