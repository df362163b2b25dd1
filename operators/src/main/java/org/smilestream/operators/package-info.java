/**
 * The Flink operators: rows in order ({@link org.smilestream.operators.OrderOperator}), chains
 * ({@link org.smilestream.operators.ChainOperator}), predictions ({@link
 * org.smilestream.operators.PredictionOperator}) and diagnostics ({@link
 * org.smilestream.operators.DiagnosticsOperator}), their state and their metrics.
 */
package org.smilestream.operators;
