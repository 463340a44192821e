#ifndef OBJ_H
#define OBJ_H

struct obj;

struct obj *obj_new(int x, int y);
struct obj *obj_ref(struct obj *o);
void obj_unref(struct obj *o);
int obj_area(const struct obj *o);

#endif
