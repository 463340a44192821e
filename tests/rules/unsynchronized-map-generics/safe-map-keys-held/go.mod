module example.com/safe-map-keys-held

go 1.22
