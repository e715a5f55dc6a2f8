package report

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"ninefold/models/assessment"
	"ninefold/ui"
)

// fonts has the typeface of screen and paper. It comes with the packages of the
// dashboard and is put here by make; it is not in the repository.
//
//go:embed all:fonts
var fonts embed.FS

// ErrNoFonts reports a build without the typeface.
var ErrNoFonts = errors.New("report: this build has no typeface for PDF; build it with make")

// The grid, in millimetres, of A4.
const (
	pageWidth, pageHeight = 210.0, 297.0
	marginSide            = 18.0
	marginTop             = 24.0 // below the header
	marginBottom          = 20.0
	contentWidth          = pageWidth - 2*marginSide
	contentBottom         = pageHeight - marginBottom
)

// Sizes of type, in points.
const (
	sizeTitle = 20.0
	sizeHead  = 13.0
	sizeText  = 10.0
	sizeTable = 9.0
	sizeNote  = 8.0
)

const typeface = "sourcesans3"

// A paper is a document being drawn.
type paper struct {
	*fpdf.Fpdf
	palette ui.Palette
	a       *assessment.Assessment
}

// newPaper starts a document. All its dates are the data cut-off, so that the
// same assessment gives the same bytes.
func newPaper(a *assessment.Assessment, title string) (*paper, error) {
	if len(a.Overview.Figures) != 6 {
		return nil, fmt.Errorf("report: assessment %q has %d figures, want six", a.ID, len(a.Overview.Figures))
	}
	p, err := blankPaper(title, a.DataCutoff)
	if err != nil {
		return nil, err
	}
	p.a = a
	p.SetHeaderFunc(p.header)
	p.SetFooterFunc(p.footer)
	return p, nil
}

// blankPaper starts a document without header and footer, dated to a moment.
func blankPaper(title string, stamp time.Time) (*paper, error) {
	palette, err := ui.Light()
	if err != nil {
		return nil, err
	}
	p := &paper{Fpdf: fpdf.New("P", "mm", "A4", ""), palette: palette}
	for style, file := range map[string]string{"": "SourceSans3_400Regular.ttf", "B": "SourceSans3_600SemiBold.ttf"} {
		data, err := fonts.ReadFile("fonts/" + file)
		if err != nil {
			return nil, ErrNoFonts
		}
		p.AddUTF8FontFromBytes(typeface, style, data)
	}
	if stamp.IsZero() {
		stamp = time.Unix(0, 0)
	}
	p.SetCreationDate(stamp.UTC())
	p.SetModificationDate(stamp.UTC())
	p.SetCatalogSort(true)
	p.SetTitle(title, true)
	p.SetLang("en-GB")
	p.SetProducer("Ninefold", true)
	p.SetMargins(marginSide, marginTop, marginSide)
	p.SetAutoPageBreak(false, marginBottom)
	p.AliasNbPages("{pages}")
	return p, nil
}

// finish writes the document.
func (p *paper) finish(w io.Writer) error {
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err := w.Write(out.Bytes())
	return err
}

func (p *paper) header() {
	if p.PageNo() == 1 {
		return
	}
	p.font("", sizeNote, "muted")
	p.SetXY(marginSide, 10)
	p.CellFormat(contentWidth/2, 5, p.a.Model.Title+" · reliability report", "", 0, "L", false, 0, "")
	right := period(p.a)
	if p.a.Model.Example {
		right = "Example data, invented · " + right
	}
	p.CellFormat(contentWidth/2, 5, right, "", 0, "R", false, 0, "")
	p.rule(16, "line", 0.2)
	p.SetY(marginTop)
}

func (p *paper) footer() {
	if p.PageNo() == 1 {
		return
	}
	p.rule(pageHeight-15, "line", 0.2)
	p.font("", sizeNote, "muted")
	p.SetXY(marginSide, pageHeight-13)
	p.CellFormat(contentWidth*0.8, 5, fmt.Sprintf("Data to %s · model %d · engine %s · seed %d · inputs %.8s · machine-written draft",
		day(p.a.DataCutoff), p.a.Model.Version, p.a.EngineVersion, p.a.Seed, p.a.InputsDigest), "", 0, "L", false, 0, "")
	p.CellFormat(contentWidth*0.2, 5, fmt.Sprintf("%d of {pages}", p.PageNo()), "", 0, "R", false, 0, "")
}

// section starts a page with a sentence that says what is found on it.
func (p *paper) section(bookmark, title string) {
	p.AddPage()
	p.Bookmark(bookmark, 0, -1)
	p.font("B", sizeTitle, "text")
	p.MultiCell(contentWidth, 8.5, title, "", "L", false)
	p.Ln(4)
}

// head is a heading inside a section.
func (p *paper) head(text string) {
	p.need(20)
	p.Bookmark(text, 1, -1)
	p.Ln(3)
	p.font("B", sizeHead, "text")
	p.MultiCell(contentWidth, 6, text, "", "L", false)
	p.Ln(1)
}

// paragraph writes running text.
func (p *paper) paragraph(text string) {
	p.font("", sizeText, "text")
	p.MultiCell(contentWidth, 4.9, text, "", "L", false)
	p.Ln(2)
}

// note writes small grey text.
func (p *paper) note(text string) {
	p.font("", sizeNote, "muted")
	p.MultiCell(contentWidth, 4, text, "", "L", false)
	p.Ln(1.5)
}

// need starts a new page where less than so many millimetres are left.
func (p *paper) need(height float64) {
	if p.GetY()+height > contentBottom {
		p.AddPage()
	}
}

func (p *paper) font(style string, size float64, colour string) {
	p.SetFont(typeface, style, size)
	p.SetTextColor(p.palette.RGB(colour))
}

func (p *paper) rule(y float64, colour string, width float64) {
	p.SetDrawColor(p.palette.RGB(colour))
	p.SetLineWidth(width)
	p.Line(marginSide, y, marginSide+contentWidth, y)
}

// fit cuts text to a width, with an ellipsis.
func (p *paper) fit(text string, width float64) string {
	if p.GetStringWidth(text) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 && p.GetStringWidth(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

func day(t time.Time) string {
	if t.IsZero() {
		return "no records"
	}
	return t.UTC().Format("2 Jan 2006")
}

func period(a *assessment.Assessment) string {
	if a.Records.From == nil {
		return "no records"
	}
	return day(*a.Records.From) + " to " + day(a.DataCutoff)
}
