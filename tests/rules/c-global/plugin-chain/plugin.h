int plugin_load(const char *name);
void plugin_unload(int id);
int plugin_run(void);
