int placeholder_machine; 
