/**
 * Chain groups as keyed operators: {@link org.smilestream.operators.chains.ChainOperator}, their
 * state and the engine that all of them agree on.
 */
package org.smilestream.operators.chains;
