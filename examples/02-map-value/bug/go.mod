module belay.example/map-value/bug

go 1.19
