//go:build !race

package faulttree_test

const raced = false
