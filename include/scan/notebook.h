/*
 * notebook.h - which cell of a Jupyter notebook a byte stands in.
 */
#ifndef SCAN_NOTEBOOK_H
#define SCAN_NOTEBOOK_H

#include "base/array.h"
#include "base/slice.h"

struct cell {
	size_t start, end; /* of the cell's JSON object */
};

struct cells ARRAY_OF(struct cell);

/* Finds the cells, of every kind, in file order. None when `text` is no notebook. */
void notebook_cells(struct slice text, struct cells *cells);

/* The number (from 1) of the cell that holds `offset`; 0: none. */
size_t notebook_cell_at(const struct cells *cells, size_t offset);

#endif
