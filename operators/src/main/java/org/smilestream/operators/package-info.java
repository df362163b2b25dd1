/**
 * The Flink operators, a package for each task: {@link org.smilestream.operators.input}, {@link
 * org.smilestream.operators.order}, {@link org.smilestream.operators.chains}, {@link
 * org.smilestream.operators.prediction}, {@link org.smilestream.operators.diagnostics}, {@link
 * org.smilestream.operators.champion}, {@link org.smilestream.operators.control} and, in place of
 * most of them, {@link org.smilestream.operators.keyed}. Each has its operators, their state and
 * their metrics; all metrics are in the {@link org.smilestream.operators.MetricCatalogue}.
 */
package org.smilestream.operators;
