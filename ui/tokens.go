// Package ui holds what screen and paper share: the colours.
package ui

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
)

//go:embed tokens.json
var tokens []byte

// A Palette has the colours of one theme by name, as #RRGGBB.
type Palette map[string]string

// Light returns the palette for paper and for light screens.
func Light() (Palette, error) { return theme("light") }

// Dark returns the palette for dark screens.
func Dark() (Palette, error) { return theme("dark") }

func theme(name string) (Palette, error) {
	var doc struct {
		Color map[string]Palette `json:"color"`
	}
	if err := json.Unmarshal(tokens, &doc); err != nil {
		return nil, fmt.Errorf("ui: tokens.json: %w", err)
	}
	palette, ok := doc.Color[name]
	if !ok {
		return nil, fmt.Errorf("ui: tokens.json has no %s palette", name)
	}
	return palette, nil
}

// RGB returns a colour by name; black where there is none of it.
func (p Palette) RGB(name string) (r, g, b int) {
	hex := p[name]
	if len(hex) != 7 {
		return 0, 0, 0
	}
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return 0, 0, 0
	}
	return int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)
}
