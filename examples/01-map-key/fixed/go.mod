module belay.example/map-key/fixed

go 1.19
