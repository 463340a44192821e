// When the section is no table, a new table takes its place.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type tree = map[string]any

const text = `{"server": {"port": 80}, "log": "stderr"}`

// override sets section.key of a decoded configuration.
func override(cfg tree, section, key string, v any) {
	t, ok := cfg[section].(tree)
	if !ok {
		t = make(tree)
	}
	t[key] = v
	cfg[section] = t
}

func load(text string) (tree, error) {
	cfg := make(tree)
	if err := json.Unmarshal([]byte(text), &cfg); err != nil {
		return nil, err
	}
	return cfg, nil
}

func main() {
	cfg, err := load(text)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	override(cfg, "server", "host", "localhost")
	override(cfg, "log", "level", len(os.Args))
	fmt.Println(cfg)
}
