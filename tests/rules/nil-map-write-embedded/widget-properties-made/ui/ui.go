// Package ui has widgets that share a set of properties.
package ui

type properties struct {
	names []string
	props map[string]any
}

func (p *properties) SetProperty(name string, v any) {
	if _, ok := p.props[name]; !ok {
		p.names = append(p.names, name)
	}
	p.props[name] = v
}

func (p *properties) Property(name string) any { return p.props[name] }

type widget struct {
	properties
	id string
}

func newWidget(id string) widget {
	return widget{properties{props: map[string]any{}}, id}
}

// Button is pressed.
type Button struct {
	widget
	pressed bool
}

func NewButton(id string) *Button {
	b := new(Button)
	b.widget = newWidget(id)
	return b
}

// Slider has a value between two bounds.
type Slider struct {
	widget
	min, max, at int
}

func NewSlider(min, max int) *Slider {
	return &Slider{widget: newWidget("slider"), min: min, max: max, at: min}
}

func (s *Slider) Move(by int) {
	s.at += by
	if s.at > s.max {
		s.at = s.max
	}
}

func (s *Slider) Value() int { return s.at }
