module example.com/interned-keys-removed-first

go 1.22
