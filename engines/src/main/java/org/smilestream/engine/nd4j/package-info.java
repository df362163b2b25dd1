/** The engine {@code nd4j}: backpropagation by hand on ND4J's arrays. */
package org.smilestream.engine.nd4j;
