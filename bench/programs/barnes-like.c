/* SPDX-License-Identifier: MIT */
/*
 * barnes-like - a few large blocks and much arithmetic
 *
 * Bodies that attract each other, all pairs.  Twenty allocations in all: what
 * is measured is that watching a program which hardly allocates is free.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BODIES = 1400, STEPS = 80, ARRAYS = 20 };

enum { X, Y, Z, VX, VY, VZ, MASS };

static void step(double *b[])
{
	for (int i = 0; i < BODIES; i++) {
		double ax = 0, ay = 0, az = 0;

		for (int j = 0; j < BODIES; j++) {
			double dx = b[X][j] - b[X][i];
			double dy = b[Y][j] - b[Y][i];
			double dz = b[Z][j] - b[Z][i];
			double d2 = dx * dx + dy * dy + dz * dz + 0.01;
			double f = b[MASS][j] / (d2 * sqrt(d2));

			ax += f * dx;
			ay += f * dy;
			az += f * dz;
		}
		b[VX][i] += ax * 0.001;
		b[VY][i] += ay * 0.001;
		b[VZ][i] += az * 0.001;
	}
	for (int i = 0; i < BODIES; i++)
		for (int k = X; k <= Z; k++)
			b[k][i] += b[k + 3][i] * 0.001;
}

int main(void)
{
	double *b[ARRAYS];
	double sum = 0;

	for (int k = 0; k < ARRAYS; k++) {
		b[k] = calloc(BODIES, sizeof(double));
		if (!b[k])
			abort();
		for (int i = 0; i < BODIES; i++)
			b[k][i] = sin(i * 7.0 + k) + (k == MASS ? 2 : 0);
	}
	for (int i = 0; i < STEPS; i++)
		step(b);
	for (int i = 0; i < BODIES; i++)
		sum += b[X][i];
	printf("%.9f\n", sum);
	for (int k = 0; k < ARRAYS; k++)
		free(b[k]);
	return 0;
}
