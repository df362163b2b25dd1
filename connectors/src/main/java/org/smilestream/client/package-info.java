/** Asking a running job for predictions, from any Java program that reaches its topics. */
package org.smilestream.client;
