module belay.example/map-value/fixed

go 1.19
