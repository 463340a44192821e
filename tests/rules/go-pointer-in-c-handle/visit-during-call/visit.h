void visit_all(int n, void *arg);
