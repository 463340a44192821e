module example.com/scene-graph

go 1.22
