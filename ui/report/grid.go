package report

// A col is a column of a table on paper.
type col struct {
	title string
	width float64 // share of the content width
	right bool
}

const (
	cellPadding = 1.2
	lineHeight  = 4.3
)

// grid draws a table. Text wraps inside its cell, rows are never split, and the
// header is repeated on every page.
func (p *paper) grid(columns []col, rows [][]string) {
	p.need(2 * 8)
	p.gridHeader(columns)
	for _, r := range rows {
		p.gridRow(columns, r)
	}
	p.Ln(3)
}

func (p *paper) gridHeader(columns []col) {
	p.font("B", sizeTable, "muted")
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.title
	}
	height := p.rowHeight(columns, titles)
	p.cells(columns, titles, height)
	p.rule(p.GetY(), "control", 0.3)
	p.font("", sizeTable, "text")
}

func (p *paper) gridRow(columns []col, texts []string) {
	p.font("", sizeTable, "text")
	height := p.rowHeight(columns, texts)
	if p.GetY()+height > contentBottom {
		p.AddPage()
		p.gridHeader(columns)
	}
	p.cells(columns, texts, height)
	p.rule(p.GetY(), "line", 0.1)
}

// rowHeight is that of the tallest cell.
func (p *paper) rowHeight(columns []col, texts []string) float64 {
	lines := 1
	for i, c := range columns {
		lines = max(lines, len(p.SplitText(texts[i], c.width*contentWidth-2*cellPadding)))
	}
	return float64(lines)*lineHeight + 2*cellPadding
}

func (p *paper) cells(columns []col, texts []string, height float64) {
	x, y := marginSide, p.GetY()
	for i, c := range columns {
		align := "L"
		if c.right {
			align = "R"
		}
		width := c.width * contentWidth
		line := y + cellPadding
		for _, part := range p.SplitText(texts[i], width-2*cellPadding) {
			p.SetXY(x+cellPadding, line)
			p.CellFormat(width-2*cellPadding, lineHeight, part, "", 0, align, false, 0, "")
			line += lineHeight
		}
		x += width
	}
	p.SetXY(marginSide, y+height)
}
