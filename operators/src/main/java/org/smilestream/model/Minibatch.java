package org.smilestream.model;

import java.util.Arrays;

/**
 * A reusable buffer for the rows of one minibatch, feature-major: one array a column, one entry a
 * row. Owned by one thread; whoever fills it sets the number of rows last.
 *
 * <p>Entry i of {@link #weights()} multiplies the log-likelihood of row i; {@link
 * #likelihoodWeight()} is n = N/b, the weight of the whole minibatch. Targets are in the model's
 * units (scaled), or a class index.
 */
public final class Minibatch {
  private final double[][] numeric;
  private final int[][] categories;
  private final double[] targets;
  private final double[] weights;
  private int rows;
  private double likelihoodWeight = 1;

  /** An empty minibatch for {@code capacity} rows; all row weights are 1. */
  public Minibatch(int numericColumns, int categoricalColumns, int capacity) {
    numeric = new double[numericColumns][capacity];
    categories = new int[categoricalColumns][capacity];
    targets = new double[capacity];
    weights = new double[capacity];
    Arrays.fill(weights, 1);
  }

  /** An empty minibatch with the columns of {@code spec}. */
  public static Minibatch forModel(ModelSpec spec, int capacity) {
    return new Minibatch(spec.numericInputs(), spec.categorySlots().size(), capacity);
  }

  public int numericColumns() {
    return numeric.length;
  }

  public int categoricalColumns() {
    return categories.length;
  }

  public int capacity() {
    return targets.length;
  }

  public int rows() {
    return rows;
  }

  /** Values of a numeric column; entries from {@link #rows()} on mean nothing. */
  public double[] numeric(int column) {
    return numeric[column];
  }

  /** Slots of a categorical column, each from 0 to the column's number of slots − 1. */
  public int[] categories(int column) {
    return categories[column];
  }

  public double[] targets() {
    return targets;
  }

  public double[] weights() {
    return weights;
  }

  /** n = N/b, the number of rows of the posterior that each row of the minibatch stands for. */
  public double likelihoodWeight() {
    return likelihoodWeight;
  }

  /** Declares how many rows are filled and what each stands for. */
  public void setRows(int rows, double likelihoodWeight) {
    if (rows < 0 || rows > capacity()) {
      throw new IllegalArgumentException("rows must be within 0 and " + capacity() + ": " + rows);
    }
    this.rows = rows;
    this.likelihoodWeight = likelihoodWeight;
  }
}
