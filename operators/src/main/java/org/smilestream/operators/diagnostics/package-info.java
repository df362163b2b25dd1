/**
 * Scores and convergence of a model: {@link
 * org.smilestream.operators.diagnostics.DiagnosticsOperator}.
 */
package org.smilestream.operators.diagnostics;
