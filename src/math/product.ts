/** How many numbers an array of this shape has; 1 of an empty shape. */
export function product(shape: readonly number[]): number {
  return shape.reduce((sizes, size) => sizes * size, 1)
}
