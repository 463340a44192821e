module example.com/dependency-graph

go 1.22
