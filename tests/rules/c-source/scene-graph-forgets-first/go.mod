module example.com/scene-graph-forgets-first

go 1.22
