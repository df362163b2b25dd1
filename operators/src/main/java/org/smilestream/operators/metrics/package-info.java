/** What a metric is, and how the metrics of an operator are registered and reported. */
package org.smilestream.operators.metrics;
