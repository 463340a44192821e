module belay.example/map-key/bug

go 1.19
